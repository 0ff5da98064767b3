namespace Orchestrator.Contracts.Batches.Files;

/// <summary>
/// Makes the host paths of a job absolute while <c>{item}</c> and <c>{index}</c> still stand in them. A path that
/// begins with <c>{item}</c> is as absolute as its items are.
/// </summary>
internal static class BatchPaths
{
    private const string Item = "{item}";

    public static void MakeAbsolute(BatchJobDefinition job, string directory, Action<string> report)
    {
        job.Inputs = [.. job.Inputs.Select(i => i with { Source = Absolute(job, i.Source, directory, report) })];
        if (job.Output is { } output)
            job.Output = output with { Dest = Absolute(job, output.Dest, directory, report) };
    }

    private static string Absolute(BatchJobDefinition job, string path, string directory, Action<string> report)
    {
        if (path.StartsWith('/'))
            return path;
        if (path.StartsWith(Item, StringComparison.Ordinal))
        {
            var absolute = (job.Items ?? []).Count(i => i.StartsWith('/'));
            if (job.Items is null)
                report($"'{path}' uses {{item}}, but job '{job.Name}' has no 'foreach'");
            else if (absolute == job.Items.Count)
                return path;
            else if (absolute > 0)
                report($"the items of job '{job.Name}' mix absolute and relative paths; '{path}' cannot be resolved");
        }
        // Not GetFullPath: it would take a ".." after a placeholder for the placeholder's parent.
        while (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        return Path.Combine(directory, path == "." ? "" : path);
    }
}
