"""How far each verdict can be trusted: calls of known truth, one property dosed at a time."""
