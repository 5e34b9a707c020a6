package kernel

// levels lists the instruction sets of this processor, the fastest last. Every 64-bit Arm processor has NEON with the
// fused multiply-add.
func levels() []level { return []level{scalar, neon} }
