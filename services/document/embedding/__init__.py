"""Text as vectors: all-MiniLM-L6-v2 on onnxruntime, without torch and without a download."""
