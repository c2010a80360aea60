// mute() and unmute() standard error, at the level of the file descriptor: TensorFlow's libraries print while they are
// being loaded, before any of their own settings can be heard.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static int saved = -1;

static napi_value Mute(napi_env env, napi_callback_info info) {
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved < 0 && nowhere >= 0) {
    saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved >= 0) dup2(nowhere, STDERR_FILENO);
  }
  if (nowhere >= 0) close(nowhere);
  return NULL;
}

static napi_value Unmute(napi_env env, napi_callback_info info) {
  if (saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
    saved = -1;
  }
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value mute, unmute;
  if (napi_create_function(env, "mute", NAPI_AUTO_LENGTH, Mute, NULL, &mute) != napi_ok ||
      napi_create_function(env, "unmute", NAPI_AUTO_LENGTH, Unmute, NULL, &unmute) != napi_ok ||
      napi_set_named_property(env, exports, "mute", mute) != napi_ok ||
      napi_set_named_property(env, exports, "unmute", unmute) != napi_ok) {
    return NULL;
  }
  return exports;
}
