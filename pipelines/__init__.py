"""How the assets run: definitions, job, schedule, resources, settings, and the two entry points.

``python -m pipelines.run`` runs the main job, ``python -m pipelines.ui`` brings up the web interface.
"""
