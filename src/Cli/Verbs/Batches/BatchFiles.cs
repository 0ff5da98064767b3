using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Batches.Files;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>Reads the batch file of the command line, and makes the output folders as the caller.</summary>
internal static class BatchFiles
{
    public static BatchDefinition Read(string path)
    {
        var (definition, errors) = BatchFileReader.ReadFile(path);
        if (definition is not null)
            return definition;
        throw new ProblemException(new Problem
        {
            Title = errors.Count == 1 ? errors[0].ToString() : $"{path} has {errors.Count} errors",
            Detail = errors.Count == 1 ? null : string.Join('\n', errors),
            Next = "Mend the file; check it with: orch config validate --batch " + path,
            ExitCode = ExitCodes.Usage,
        });
    }

    // Made here and not by the daemon, so that they belong to the caller and lie where the caller may write.
    public static void MakeOutputFolders(BatchDefinition batch)
    {
        foreach (var dest in batch.Jobs.SelectMany(Destinations).Distinct())
        {
            try
            {
                Directory.CreateDirectory(dest);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ProblemException(new Problem
                {
                    Title = $"The output folder {dest} cannot be made",
                    Detail = error.Message,
                    Next = "Choose another 'dest' in the batch file",
                    ExitCode = ExitCodes.Engine,
                });
            }
        }
    }

    private static IEnumerable<string> Destinations(BatchJobDefinition job)
    {
        if (job.Output is not { } output)
            yield break;
        for (var index = 0; index < job.MemberCount; index++)
            yield return output.Dest
                .Replace("{index}", index.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{item}", job.Items?[index] ?? "", StringComparison.Ordinal);
    }
}
