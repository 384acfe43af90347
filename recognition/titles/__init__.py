"""Which titles there are. The bottom of recognition: what stands here knows no criteria, evidence, case or decision."""
