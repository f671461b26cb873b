"""Trains, evaluates and exports the detectors that this project ships: SSD on HarDNet backbones (see README.md)."""
