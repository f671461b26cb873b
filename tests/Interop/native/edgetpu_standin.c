/* Stands in for libedgetpu in tests: the same C interface, no hardware.
 *
 * The devices it lists come from the environment variable EDGETPU_STANDIN_DEVICES, such as
 *     usb:/sys/bus/usb/devices/2-1,pci:/dev/apex_0
 * Its delegate takes the operators that the Edge TPU compiler makes and copies their first input to their first
 * output, adding 1 to each byte. On a device whose path holds "faulty" each inference fails, as on one pulled out.
 * Freeing a delegate that an interpreter still uses is a crash with the real library; here it aborts with a message.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/lite/c/common.h"

#define EXPORT __attribute__((visibility("default")))

enum { PCI = 0, USB = 1 };

struct edgetpu_device {
  int type;
  const char* path;
};

struct edgetpu_option {
  const char* name;
  const char* value;
};

static const char kOperator[] = "edgetpu-custom-op";

/* The delegate and what it knows; the delegate comes first, so that a pointer to one is a pointer to the other. */
struct standin {
  TfLiteDelegate delegate;
  int faulty;
  atomic_int kernels;
};

struct kernel {
  struct standin* owner;
  int input;
  int output;
};

/* One allocation, as the real library makes: the devices, then the text that their paths point into. */
EXPORT struct edgetpu_device* edgetpu_list_devices(size_t* num_devices) {
  const char* listed = getenv("EDGETPU_STANDIN_DEVICES");
  size_t capacity = 1;
  *num_devices = 0;
  if (!listed || !*listed) {
    return NULL;
  }

  for (const char* at = listed; *at; at++) {
    capacity += *at == ',';
  }

  struct edgetpu_device* devices = malloc(capacity * sizeof *devices + strlen(listed) + 1);
  char* text = (char*)(devices + capacity);
  strcpy(text, listed);
  char* rest = NULL;
  for (char* entry = strtok_r(text, ",", &rest); entry; entry = strtok_r(NULL, ",", &rest)) {
    char* path = strchr(entry, ':');
    if (path) {
      devices[*num_devices].type = strncmp(entry, "pci", 3) == 0 ? PCI : USB;
      devices[*num_devices].path = path + 1;
      ++*num_devices;
    }
  }

  return devices;
}

EXPORT void edgetpu_free_devices(struct edgetpu_device* devices) { free(devices); }

static void* kernel_init(TfLiteContext* context, const char* buffer, size_t length) {
  const TfLiteDelegateParams* params = (const TfLiteDelegateParams*)buffer;
  TfLiteIntArray* nodes = params->nodes_to_replace;
  struct kernel* made = malloc(sizeof *made);
  TfLiteNode* node;
  TfLiteRegistration* registration;
  (void)length;
  made->owner = (struct standin*)params->delegate;
  context->GetNodeAndRegistration(context, nodes->data[0], &node, &registration);
  made->input = node->inputs->data[0];
  context->GetNodeAndRegistration(context, nodes->data[nodes->size - 1], &node, &registration);
  made->output = node->outputs->data[0];
  atomic_fetch_add(&made->owner->kernels, 1);
  return made;
}

static void kernel_free(TfLiteContext* context, void* buffer) {
  struct kernel* used = buffer;
  (void)context;
  atomic_fetch_sub(&used->owner->kernels, 1);
  free(used);
}

static TfLiteStatus kernel_prepare(TfLiteContext* context, TfLiteNode* node) {
  (void)context;
  (void)node;
  return kTfLiteOk;
}

static TfLiteStatus kernel_invoke(TfLiteContext* context, TfLiteNode* node) {
  const struct kernel* self = node->user_data;
  const TfLiteTensor* input = &context->tensors[self->input];
  TfLiteTensor* output = &context->tensors[self->output];
  size_t size = input->bytes < output->bytes ? input->bytes : output->bytes;
  if (self->owner->faulty) {
    context->ReportError(context, "Failed to execute request. %s", "The device was pulled out.");
    return kTfLiteError;
  }

  for (size_t i = 0; i < size; i++) {
    output->data.uint8[i] = (uint8_t)(input->data.uint8[i] + 1);
  }

  return kTfLiteOk;
}

static TfLiteStatus delegate_prepare(TfLiteContext* context, TfLiteDelegate* delegate) {
  const TfLiteRegistration registration = {
      .init = kernel_init,
      .free = kernel_free,
      .prepare = kernel_prepare,
      .invoke = kernel_invoke,
      .custom_name = "EdgeTpuStandIn",
      .version = 1,
  };
  TfLiteIntArray* plan;
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) {
    return kTfLiteError;
  }

  TfLiteIntArray* taken = malloc(sizeof *taken + (size_t)plan->size * sizeof(int));
  taken->size = 0;
  for (int i = 0; i < plan->size; i++) {
    TfLiteNode* node;
    TfLiteRegistration* found;
    context->GetNodeAndRegistration(context, plan->data[i], &node, &found);
    if (found->custom_name && strcmp(found->custom_name, kOperator) == 0) {
      taken->data[taken->size++] = plan->data[i];
    }
  }

  TfLiteStatus status = context->ReplaceNodeSubsetsWithDelegateKernels(context, registration, taken, delegate);
  free(taken);
  return status;
}

EXPORT TfLiteDelegate* edgetpu_create_delegate(
    int type, const char* name, const struct edgetpu_option* options, size_t num_options) {
  size_t count;
  struct edgetpu_device* devices = edgetpu_list_devices(&count);
  struct standin* made = NULL;
  (void)options;
  (void)num_options;
  for (size_t i = 0; i < count && !made; i++) {
    if (devices[i].type == type && name && strcmp(devices[i].path, name) == 0) {
      made = calloc(1, sizeof *made);
      made->delegate.data_ = made;
      made->delegate.Prepare = delegate_prepare;
      /* Else TensorFlow Lite prepares every operator before it shows the graph, and stops at those it does not know. */
      made->delegate.flags = kTfLiteDelegateFlagsAllowDynamicTensors;
      made->faulty = strstr(name, "faulty") != NULL;
    }
  }

  edgetpu_free_devices(devices);
  return made ? &made->delegate : NULL;
}

EXPORT void edgetpu_free_delegate(TfLiteDelegate* delegate) {
  struct standin* freed = (struct standin*)delegate;
  if (freed && atomic_load(&freed->kernels) != 0) {
    fputs("edgetpu_standin: a delegate was freed before the interpreter that uses it\n", stderr);
    abort();
  }

  free(freed);
}

EXPORT void edgetpu_verbosity(int verbosity) { (void)verbosity; }

EXPORT const char* edgetpu_version(void) { return "BuildLabel(stand-in), RuntimeVersion(14)"; }
