"""TensorFlow Lite's file format."""
