namespace Orchestrator.Isolation.Seccomp;

/// <summary>The names of libseccomp, and LXC's signs.</summary>
internal static class ComparisonNames
{
    public const string Known =
        "SCMP_CMP_NE (!=), SCMP_CMP_LT (<), SCMP_CMP_LE (<=), SCMP_CMP_EQ (==), SCMP_CMP_GE (>=), SCMP_CMP_GT (>) or SCMP_CMP_MASKED_EQ (&=)";

    public static bool TryParse(string text, out Comparison comparison, out bool isMasked)
    {
        isMasked = text is "SCMP_CMP_MASKED_EQ" or "&=";
        Comparison? found = text switch
        {
            "SCMP_CMP_NE" or "!=" => Comparison.NE,
            "SCMP_CMP_LT" or "<" => Comparison.LT,
            "SCMP_CMP_LE" or "<=" => Comparison.LE,
            "SCMP_CMP_EQ" or "==" or "SCMP_CMP_MASKED_EQ" or "&=" => Comparison.EQ,
            "SCMP_CMP_GE" or ">=" => Comparison.GE,
            "SCMP_CMP_GT" or ">" => Comparison.GT,
            _ => null,
        };
        comparison = found.GetValueOrDefault();
        return found is not null;
    }
}
