//go:build xla && cgo && (linux || darwin)

#include "pjrt.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "_cgo_export.h"

// A process has one plugin.
static const PJRT_Api *plugin;

// Gives the caller's type to a place of the table.
#define FUNCTION(name) ((PJRT_Error * (*)(name##_Args *)) plugin->functions[name])

static PJRT_Error *compile(PJRT_Client_Compile_Args *args) { return fmnistCompile(args); }

const PJRT_Api *fmnist_hook(const PJRT_Api *api) {
  plugin = api;
  size_t needed = offsetof(PJRT_Api, functions) + (PJRT_Executable_DeserializeAndLoad + 1) * sizeof(void *);
  if (api->version.major != 0 || api->struct_size < needed || !api->functions[PJRT_Executable_Serialize] ||
      !api->functions[PJRT_Executable_DeserializeAndLoad] || !api->functions[PJRT_LoadedExecutable_GetExecutable])
    return api;
  PJRT_Api *copy = malloc(api->struct_size);
  if (!copy) return api;
  memcpy(copy, api, api->struct_size);
  copy->functions[PJRT_Client_Compile] = (void *)compile;
  return copy;
}

// XLA asks for the memory of a step anew at every step. From 32 MiB glibc would take it from the system and give it
// back each time, and the system's zeroing and mapping of its pages cost the wide LeNet a fifth of its step: what was
// freed is kept for the next.
static void keep_freed_memory(void) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);  // other arenas give their parts back whatever the threshold
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif
}

const PJRT_Api *fmnist_open(const char *path, char **error) {
  dlerror();
  void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  const PJRT_Api *(*get)(void) = NULL;
  keep_freed_memory();
  if (library) get = (const PJRT_Api *(*)(void))dlsym(library, "GetPjrtApi");
  if (!get) {
    const char *why = dlerror();
    *error = strdup(why ? why : "no GetPjrtApi");
    return NULL;
  }
  const PJRT_Api *api = get();
  if (!api) *error = strdup("GetPjrtApi returned nothing");
  return api;
}

int fmnist_preload(const char *path) { return dlopen(path, RTLD_LAZY | RTLD_GLOBAL) != NULL; }

static int failed(PJRT_Error *error) {
  if (!error) return 0;
  PJRT_Error_Destroy_Args args = {sizeof args, NULL, error};
  ((void (*)(PJRT_Error_Destroy_Args *))plugin->functions[PJRT_Error_Destroy])(&args);
  return 1;
}

PJRT_Error *fmnist_compile(PJRT_Client_Compile_Args *args) { return FUNCTION(PJRT_Client_Compile)(args); }

int fmnist_serialize(PJRT_LoadedExecutable *loaded, char **bytes, size_t *size) {
  PJRT_LoadedExecutable_GetExecutable_Args got = {sizeof got, NULL, loaded};
  if (failed(FUNCTION(PJRT_LoadedExecutable_GetExecutable)(&got))) return 0;
  PJRT_Executable_Serialize_Args out = {sizeof out, NULL, got.executable};
  int ok = !failed(FUNCTION(PJRT_Executable_Serialize)(&out));
  if (ok) {
    *size = out.serialized_bytes_size;
    *bytes = malloc(*size);
    if (*bytes)
      memcpy(*bytes, out.serialized_bytes, *size);
    else
      ok = 0;
    out.serialized_executable_deleter(out.serialized_executable);
  }
  PJRT_Executable_Destroy_Args gone = {sizeof gone, NULL, got.executable};
  failed(FUNCTION(PJRT_Executable_Destroy)(&gone));
  return ok;
}

PJRT_LoadedExecutable *fmnist_deserialize(PJRT_Client *client, const char *bytes, size_t size) {
  PJRT_Executable_DeserializeAndLoad_Args args = {sizeof args, NULL, client, bytes, size};
  return failed(FUNCTION(PJRT_Executable_DeserializeAndLoad)(&args)) ? NULL : args.loaded_executable;
}
