// A plugin that loads and finds no device: what XLA's CUDA plugin says on a machine without one, in a few functions.
#include <string.h>

#include "pjrt_c_api.h"

struct PJRT_Error {
  int unused;
};

static PJRT_Error no_device;

static void destroy(PJRT_Error_Destroy_Args *args) {}

static void message(PJRT_Error_Message_Args *args) {
  args->message = MESSAGE;
  args->message_size = strlen(MESSAGE);
}

static PJRT_Error *code(PJRT_Error_GetCode_Args *args) {
  args->code = PJRT_Error_Code_FAILED_PRECONDITION;
  return NULL;
}

static PJRT_Error *initialize(PJRT_Plugin_Initialize_Args *args) { return NULL; }

static PJRT_Error *attributes(PJRT_Plugin_Attributes_Args *args) {
  args->attributes = NULL;
  args->num_attributes = 0;
  return NULL;
}

static PJRT_Error *create(PJRT_Client_Create_Args *args) { return &no_device; }

const PJRT_Api *GetPjrtApi(void) {
  static PJRT_Api api;
  api.struct_size = sizeof api;
  api.pjrt_api_version.struct_size = sizeof api.pjrt_api_version;
  api.pjrt_api_version.major_version = PJRT_API_MAJOR;
  api.pjrt_api_version.minor_version = PJRT_API_MINOR;
  api.PJRT_Error_Destroy = destroy;
  api.PJRT_Error_Message = message;
  api.PJRT_Error_GetCode = code;
  api.PJRT_Plugin_Initialize = initialize;
  api.PJRT_Plugin_Attributes = attributes;
  api.PJRT_Client_Create = create;
  return &api;
}
