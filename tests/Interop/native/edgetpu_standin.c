/* Stands in for libedgetpu in tests: the same C interface, no hardware.
 *
 * The devices it lists come from the environment variable EDGETPU_STANDIN_DEVICES, such as
 *     usb:/sys/bus/usb/devices/2-1,pci:/dev/apex_0
 * and after them, in the order of their names, the folders in the folder EDGETPU_STANDIN_FOLDER. There a test makes
 * devices of its own, whose paths are their folders, while other tests and processes use others; names that begin with
 * "pci" are on that bus. Files in such a folder steer the device, whichever process has it open:
 *     absent       while it is there, the device is not listed, and fails as one that was pulled out
 *     fail-open    while it is there, the device does not open
 *     hang-open    while it is there, opening the device does not return
 *     error, vanish, nan, garbage, segfault, abort, hang
 *                  hold the numbers of the frames on which that happens, counted from 1 over the device's whole life;
 *                  vanish makes it absent, garbage answers with more detections than there is room for, and a hang
 *                  lasts as long as its file
 *     slow         holds a frame's number and the microseconds that frames take from there on
 * and the device takes notes:
 *     frames       has a byte for each frame it was given
 *     openings     has a byte for each time it was opened
 *     processes    has a line for each of those openings, with the process's number
 *     clocks       has a line for each of those openings, with the value of the option Performance
 *     opening, hanging
 *                  are there while it hangs
 *
 * Its delegate takes the operators that the Edge TPU compiler makes. One with four outputs it takes for a detector, and
 * answers with the brightest spot of the picture; of others it copies the first input to the first output, adding 1 to
 * each byte. On a device whose path holds "faulty" each inference fails, as on one pulled out.
 * Freeing a delegate that an interpreter still uses is a crash with the real library; here it aborts with a message.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

enum { DETECTOR_OUTPUTS = 4 };

/* The delegate and what it knows; the delegate comes first, so that a pointer to one is a pointer to the other. */
struct standin {
  TfLiteDelegate delegate;
  char* path;
  int faulty;
  atomic_int kernels;
};

struct kernel {
  struct standin* owner;
  int input;
  int outputs[DETECTOR_OUTPUTS];
  int output_count;
};

/* The path of a device's file. The devices of the environment have no folders, and so none. */
struct file {
  char path[4096];
};

static struct file file_of(const char* device, const char* name) {
  struct file file;
  snprintf(file.path, sizeof file.path, "%s/%s", device, name);
  return file;
}

static int has(const char* device, const char* name) {
  struct file file = file_of(device, name);
  return access(file.path, F_OK) == 0;
}

/* Adds a byte to a file and gives its size then. */
static long note(const char* device, const char* name) {
  struct file file = file_of(device, name);
  struct stat status = {0};
  int descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0 || write(descriptor, ".", 1) != 1 || fstat(descriptor, &status) != 0) {
    status.st_size = 0;
  }

  if (descriptor >= 0) {
    close(descriptor);
  }

  return (long)status.st_size;
}

static void forget(const char* device, const char* name) {
  struct file file = file_of(device, name);
  unlink(file.path);
}

/* Whether the file holds the frame's number. */
static int happens(const char* device, const char* name, long frame) {
  struct file file = file_of(device, name);
  FILE* numbers = fopen(file.path, "re");
  int found = 0;
  long number;
  while (numbers && !found && fscanf(numbers, "%ld", &number) == 1) {
    found = number == frame;
  }

  if (numbers) {
    fclose(numbers);
  }

  return found;
}

static void wait_microseconds(long microseconds) {
  struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
  nanosleep(&time, NULL);
}

/* Does not return while the file is there; meanwhile says so with another. */
static void hang(const char* device, const char* name, const char* sign) {
  note(device, sign);
  while (has(device, name)) {
    wait_microseconds(1000);
  }

  forget(device, sign);
}

static void be_slow(const char* device, long frame) {
  struct file file = file_of(device, "slow");
  FILE* numbers = fopen(file.path, "re");
  long from, microseconds;
  if (numbers && fscanf(numbers, "%ld %ld", &from, &microseconds) == 2 && frame >= from) {
    wait_microseconds(microseconds);
  }

  if (numbers) {
    fclose(numbers);
  }
}

static int is_device(const struct dirent* entry) { return entry->d_name[0] != '.'; }

/* The devices of the environment and of the folder, as the environment writes them. */
static char* list_text(void) {
  const char* listed = getenv("EDGETPU_STANDIN_DEVICES");
  const char* folder = getenv("EDGETPU_STANDIN_FOLDER");
  struct dirent** entries = NULL;
  int count = folder ? scandir(folder, &entries, is_device, alphasort) : 0;
  char* text = NULL;
  size_t length;
  FILE* stream = open_memstream(&text, &length);
  fputs(listed ? listed : "", stream);
  for (int i = 0; i < count; i++) {
    struct file path = file_of(folder, entries[i]->d_name);
    if (!has(path.path, "absent")) {
      fprintf(stream, ",%s:%s", strncmp(entries[i]->d_name, "pci", 3) == 0 ? "pci" : "usb", path.path);
    }

    free(entries[i]);
  }

  free(entries);
  fclose(stream);
  return text;
}

/* One allocation, as the real library makes: the devices, then the text that their paths point into. */
EXPORT struct edgetpu_device* edgetpu_list_devices(size_t* num_devices) {
  char* listed = list_text();
  size_t capacity = 1;
  *num_devices = 0;
  for (const char* at = listed; *at; at++) {
    capacity += *at == ',';
  }

  struct edgetpu_device* devices = malloc(capacity * sizeof *devices + strlen(listed) + 1);
  char* text = (char*)(devices + capacity);
  strcpy(text, listed);
  free(listed);
  char* rest = NULL;
  for (char* entry = strtok_r(text, ",", &rest); entry; entry = strtok_r(NULL, ",", &rest)) {
    char* path = strchr(entry, ':');
    if (path) {
      devices[*num_devices].type = strncmp(entry, "pci", 3) == 0 ? PCI : USB;
      devices[*num_devices].path = path + 1;
      ++*num_devices;
    }
  }

  if (*num_devices == 0) {
    free(devices);
    return NULL;
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
  made->output_count = node->outputs->size < DETECTOR_OUTPUTS ? node->outputs->size : DETECTOR_OUTPUTS;
  memcpy(made->outputs, node->outputs->data, (size_t)made->output_count * sizeof made->outputs[0]);
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

static TfLiteStatus failed(TfLiteContext* context, const char* why) {
  context->ReportError(context, "Failed to execute request. %s", why);
  return kTfLiteError;
}

static int brightness(const TfLiteTensor* image, int pixel) {
  int channels = image->dims->data[3];
  int sum = 0;
  for (int channel = 0; channel < channels; channel++) {
    sum += image->data.uint8[pixel * channels + channel];
  }

  return sum;
}

/* Boxes, classes, scores and count, one detection: the extent of all that is nearly as bright as the brightest pixel. */
static void detect(const TfLiteTensor* image, TfLiteTensor* outputs[], float score, float count) {
  int height = image->dims->data[1], width = image->dims->data[2];
  int brightest = 0, top = height, left = width, bottom = 0, right = 0;
  for (int pixel = 0; pixel < height * width; pixel++) {
    int found = brightness(image, pixel);
    brightest = found > brightest ? found : brightest;
  }

  for (int pixel = 0; pixel < height * width; pixel++) {
    int y = pixel / width, x = pixel % width;
    if (brightness(image, pixel) * 10 >= brightest * 9) {
      top = y < top ? y : top;
      left = x < left ? x : left;
      bottom = y + 1 > bottom ? y + 1 : bottom;
      right = x + 1 > right ? x + 1 : right;
    }
  }

  outputs[0]->data.f[0] = (float)top / (float)height;
  outputs[0]->data.f[1] = (float)left / (float)width;
  outputs[0]->data.f[2] = (float)bottom / (float)height;
  outputs[0]->data.f[3] = (float)right / (float)width;
  outputs[1]->data.f[0] = 0;
  outputs[2]->data.f[0] = score;
  outputs[3]->data.f[0] = count;
}

static TfLiteStatus kernel_invoke(TfLiteContext* context, TfLiteNode* node) {
  const struct kernel* self = node->user_data;
  const char* device = self->owner->path;
  const TfLiteTensor* input = &context->tensors[self->input];
  TfLiteTensor* outputs[DETECTOR_OUTPUTS];
  for (int i = 0; i < self->output_count; i++) {
    outputs[i] = &context->tensors[self->outputs[i]];
  }

  long frame = note(device, "frames");
  if (happens(device, "vanish", frame)) {
    note(device, "absent");
  }

  if (happens(device, "segfault", frame)) {
    /* Volatile itself, or the compiler sees that this cannot be and makes another fault of it. */
    int* volatile nowhere = NULL;
    *nowhere = 0;
  }

  if (happens(device, "abort", frame)) {
    abort();
  }

  if (happens(device, "hang", frame)) {
    hang(device, "hang", "hanging");
  }

  be_slow(device, frame);
  if (self->owner->faulty || has(device, "absent")) {
    return failed(context, "The device was pulled out.");
  }

  if (happens(device, "error", frame)) {
    return failed(context, "The device has an error.");
  }

  if (self->output_count == DETECTOR_OUTPUTS) {
    detect(input, outputs, happens(device, "nan", frame) ? NAN : 1, happens(device, "garbage", frame) ? 1e6f : 1);
    return kTfLiteOk;
  }

  size_t size = input->bytes < outputs[0]->bytes ? input->bytes : outputs[0]->bytes;
  for (size_t i = 0; i < size; i++) {
    outputs[0]->data.uint8[i] = (uint8_t)(input->data.uint8[i] + 1);
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

static void note_line(const char* device, const char* name, const char* line) {
  struct file file = file_of(device, name);
  FILE* notes = fopen(file.path, "ae");
  if (notes) {
    fprintf(notes, "%s\n", line);
    fclose(notes);
  }
}

/* The clock that the options choose; nothing for a value that the real library refuses. */
static const char* clock_of(const struct edgetpu_option* options, size_t num_options) {
  static const char* const clocks[] = {"Low", "Medium", "High", "Max"};
  const char* chosen = "Max";
  for (size_t i = 0; i < num_options; i++) {
    chosen = strcmp(options[i].name, "Performance") == 0 ? options[i].value : chosen;
  }

  for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
    if (strcmp(chosen, clocks[i]) == 0) {
      return clocks[i];
    }
  }

  return NULL;
}

EXPORT TfLiteDelegate* edgetpu_create_delegate(
    int type, const char* name, const struct edgetpu_option* options, size_t num_options) {
  size_t count;
  struct edgetpu_device* devices = edgetpu_list_devices(&count);
  int listed = 0;
  const char* clock = clock_of(options, num_options);
  char process[16];
  for (size_t i = 0; i < count; i++) {
    listed |= devices[i].type == type && name && strcmp(devices[i].path, name) == 0;
  }

  edgetpu_free_devices(devices);
  if (!listed || !clock) {
    return NULL;
  }

  note(name, "openings");
  snprintf(process, sizeof process, "%d", getpid());
  note_line(name, "processes", process);
  note_line(name, "clocks", clock);
  if (has(name, "hang-open")) {
    hang(name, "hang-open", "opening");
  }

  if (has(name, "fail-open")) {
    return NULL;
  }

  struct standin* made = calloc(1, sizeof *made);
  made->delegate.data_ = made;
  made->delegate.Prepare = delegate_prepare;
  /* Else TensorFlow Lite prepares every operator before it shows the graph, and stops at those it does not know. */
  made->delegate.flags = kTfLiteDelegateFlagsAllowDynamicTensors;
  made->path = strdup(name);
  made->faulty = strstr(name, "faulty") != NULL;
  return &made->delegate;
}

EXPORT void edgetpu_free_delegate(TfLiteDelegate* delegate) {
  struct standin* freed = (struct standin*)delegate;
  if (freed && atomic_load(&freed->kernels) != 0) {
    fputs("edgetpu_standin: a delegate was freed before the interpreter that uses it\n", stderr);
    abort();
  }

  if (freed) {
    free(freed->path);
  }

  free(freed);
}

EXPORT void edgetpu_verbosity(int verbosity) { (void)verbosity; }

EXPORT const char* edgetpu_version(void) { return "BuildLabel(stand-in), RuntimeVersion(14)"; }
