namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// One test of an argument: <c>(argument &amp; mask) OP value</c>, unsigned. The mask is all ones but for SCMP_CMP_MASKED_EQ
/// and for our own rules, which look at 32 bits where the kernel does: a filter that compares 64 bits is passed by
/// setting a bit that the kernel ignores (CVE-2019-10063).
/// </summary>
internal readonly record struct ArgumentTest(int Argument, Comparison Comparison, ulong Value, ulong Mask = ulong.MaxValue)
{
    public static ArgumentTest Low32(int argument, uint value, uint mask = uint.MaxValue) =>
        new(argument, Comparison.EQ, value, mask);

    /// <param name="argument">The register.</param>
    /// <param name="wide">False where an ABI has arguments of 32 bits; what is above them is not the kernel's to see.</param>
    public bool Holds(ulong argument, bool wide)
    {
        var seen = (wide ? argument : (uint)argument) & Mask;
        return Comparison switch
        {
            Comparison.NE => seen != Value,
            Comparison.LT => seen < Value,
            Comparison.LE => seen <= Value,
            Comparison.EQ => seen == Value,
            Comparison.GE => seen >= Value,
            _ => seen > Value,
        };
    }

    public override string ToString()
    {
        var sign = Comparison switch
        {
            Comparison.NE => "!=",
            Comparison.LT => "<",
            Comparison.LE => "<=",
            Comparison.EQ => "==",
            Comparison.GE => ">=",
            _ => ">",
        };
        return Mask == ulong.MaxValue
            ? $"arg{Argument} {sign} {Number(Value)}"
            : $"(arg{Argument} & 0x{Mask:x}) {sign} {Number(Value)}";
    }

    private static string Number(ulong value) => value < 10 ? $"{value}" : $"0x{value:x}";
}
