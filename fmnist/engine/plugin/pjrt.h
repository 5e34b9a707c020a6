// The part of PJRT's C interface that keeping compiled programs needs, as openxla/xla's xla/pjrt/c/pjrt_c_api.h
// (Apache-2.0) lays it out. Within a major version structs only grow at the end and say their size first, and a function
// keeps its place in the table; interface_test.go compares the places with the header that go-xla carries.
#pragma once
#include <stddef.h>

typedef struct PJRT_Error PJRT_Error;
typedef struct PJRT_Client PJRT_Client;
typedef struct PJRT_Executable PJRT_Executable;
typedef struct PJRT_LoadedExecutable PJRT_LoadedExecutable;
typedef struct PJRT_SerializedExecutable PJRT_SerializedExecutable;

typedef struct {
  size_t struct_size;
  void *extension_start;
  struct {
    size_t struct_size;
    void *extension_start;
    int major, minor;
  } version;
  void *functions[];
} PJRT_Api;

enum {  // places in functions
  PJRT_Error_Destroy = 0,
  PJRT_Client_Compile = 20,
  PJRT_Executable_Destroy = 40,
  PJRT_Executable_Serialize = 49,
  PJRT_LoadedExecutable_GetExecutable = 51,
  PJRT_Executable_DeserializeAndLoad = 56,
};

typedef struct {
  size_t struct_size;
  void *extension_start;
  PJRT_Error *error;
} PJRT_Error_Destroy_Args;

typedef struct {
  size_t struct_size;
  void *extension_start;
  const char *code;
  size_t code_size;
  const char *format;
  size_t format_size;
} PJRT_Program;

typedef struct {
  size_t struct_size;
  void *extension_start;
  PJRT_Client *client;
  const PJRT_Program *program;
  const char *compile_options;
  size_t compile_options_size;
  PJRT_LoadedExecutable *executable;  // out
} PJRT_Client_Compile_Args;

typedef struct {
  size_t struct_size;
  void *extension_start;
  PJRT_LoadedExecutable *loaded_executable;
  PJRT_Executable *executable;  // out
} PJRT_LoadedExecutable_GetExecutable_Args;

typedef struct {
  size_t struct_size;
  void *extension_start;
  const PJRT_Executable *executable;
  const char *serialized_bytes;  // out, as long as serialized_executable lives
  size_t serialized_bytes_size;  // out
  PJRT_SerializedExecutable *serialized_executable;                 // out
  void (*serialized_executable_deleter)(PJRT_SerializedExecutable *);  // out
} PJRT_Executable_Serialize_Args;

typedef struct {
  size_t struct_size;
  void *extension_start;
  PJRT_Executable *executable;
} PJRT_Executable_Destroy_Args;

typedef struct {
  size_t struct_size;
  void *extension_start;
  PJRT_Client *client;
  const char *serialized_executable;
  size_t serialized_executable_size;
  PJRT_LoadedExecutable *loaded_executable;  // out
  const char *overridden_serialized_compile_options;
  size_t overridden_serialized_compile_options_size;
} PJRT_Executable_DeserializeAndLoad_Args;

// hook returns a copy of the table in which "compile" is fmnistCompile (compile.go), or the table itself if the plugin
// cannot serialise.
const PJRT_Api *fmnist_hook(const PJRT_Api *api);

// open loads the library and returns its table; NULL and an error message to be freed otherwise.
const PJRT_Api *fmnist_open(const char *path, char **error);

// preload makes a library's symbols known to those loaded later. It returns whether that went well.
int fmnist_preload(const char *path);

// compile calls the plugin's own function.
PJRT_Error *fmnist_compile(PJRT_Client_Compile_Args *args);

// serialize returns whether *bytes, to be freed, now holds the program.
int fmnist_serialize(PJRT_LoadedExecutable *loaded, char **bytes, size_t *size);

// deserialize returns NULL if the plugin refuses.
PJRT_LoadedExecutable *fmnist_deserialize(PJRT_Client *client, const char *bytes, size_t size);
