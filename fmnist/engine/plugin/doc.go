// Package plugin finds XLA's plugins (PJRT shared libraries), tries each in a child process before this one loads it,
// and loads the chosen one so that programs it has compiled are kept on the disk.
//
// A plugin is 200 MB of somebody else's machine code: a truncated or foreign file kills the process that loads it. So
// Try loads it in a child first, and keeps the verdict by path, size and time.
//
// Compiling a training step takes XLA about a second, in every process. Plugins can serialise a compiled program and
// load it again within some 20 ms, but go-xla has no function for it. Load therefore hands go-xla a copy of the
// plugin's table of functions in which "compile" first looks into Folder()/compiled. Only public interfaces are used:
// PJRT's table, whose layout is stable within a major version, and go-xla's RegisterPreloadedPlugin.
package plugin
