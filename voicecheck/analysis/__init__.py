"""The road from a recording to measures: plan, listening, measuring."""
