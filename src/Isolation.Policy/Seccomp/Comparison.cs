namespace Orchestrator.Isolation.Seccomp;

/// <summary>How an argument is compared; the names of libseccomp's SCMP_CMP_*.</summary>
internal enum Comparison
{
    NE,
    LT,
    LE,
    EQ,
    GE,
    GT,
}
