"""Gemeindeverzeichnis: workbooks and the fixed-width GV100AD."""
