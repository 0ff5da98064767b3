namespace Orchestrator.Kernel.Decoding;

/// <param name="Taken">Bytes of the input that were used.</param>
/// <param name="Made">Bytes that were put out.</param>
public readonly record struct DecodeStep(int Taken, int Made, DecodeState State);
