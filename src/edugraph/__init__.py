"""edugraph: who met, who decided what, who promised what, and where it is written."""
