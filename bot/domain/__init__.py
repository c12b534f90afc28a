"""DECIDES: values and rules. Standard library only; time and the outside are arguments."""
