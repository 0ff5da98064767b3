using System.Globalization;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary>What is wrong with a batch file and where; lines and columns count from 1.</summary>
public sealed record BatchFileError(string File, long Line, long Column, string Message)
{
    public override string ToString() => Line == 0
        ? $"{File}: {Message}"
        : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}");
}
