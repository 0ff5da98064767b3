namespace Orchestrator.Liblxc.Functions;

/// <summary>
/// The words of a call with a variable number of arguments, as the ABI of x86-64 passes pointers: the first ones in
/// registers, the others side by side on the stack, a null pointer behind the last.
/// </summary>
internal static unsafe class Variadic
{
    /// <param name="registers">Those that came in registers.</param>
    /// <param name="stack">Where the first one on the stack lies; looked at only if no register was null.</param>
    public static List<string> Words(ReadOnlySpan<nint> registers, byte** stack)
    {
        var words = new List<string>();
        foreach (var register in registers)
        {
            if (register == 0)
                return words;
            words.Add(Text.Of((byte*)register)!);
        }
        for (; *stack is not null; stack++)
            words.Add(Text.Of(*stack)!);
        return words;
    }
}
