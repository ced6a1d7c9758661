"""The faces of asynclint; none knows another."""
