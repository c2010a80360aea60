# Compiles @tensorflow/tfjs-node-gpu's binding against the TensorFlow in deps/, and the switch for standard error.
{
  'target_defaults': {
    'defines': ['NAPI_VERSION=<(napi_build_version)'],
  },
  'targets': [
    {
      'target_name': 'tfjs_binding',
      'sources': ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
      'include_dirs': ['deps/include'],
      'library_dirs': ['<(module_root_dir)/deps/lib'],
      'libraries': ['-Wl,-rpath,\$$ORIGIN/../../deps/lib', '-ltensorflow', '-ltensorflow_framework'],
    },
    {
      'target_name': 'standard_error',
      'sources': ['standard_error.c'],
    },
  ],
}
