from dashboard.models.process import Process
from dashboard.models.sample import Sample

__all__ = ["Process", "Sample"]
