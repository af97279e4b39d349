"""May this number be called now? Pure rules: values in, decision out."""
