using System.Globalization;

namespace Orchestrator.Contracts.Batches;

/// <summary>Puts <c>{index}</c> and <c>{item}</c> into a job's members and makes their host paths absolute.</summary>
public static class BatchExpansion
{
    public static IEnumerable<BatchMember> Expand(BatchDefinition batch, BatchJobDefinition job)
    {
        for (var index = 0; index < job.MemberCount; index++)
            yield return Member(batch, job, index);
    }

    public static BatchMember Member(BatchDefinition batch, BatchJobDefinition job, int index)
    {
        var item = job.Items?[index] ?? "";
        var number = index.ToString(CultureInfo.InvariantCulture);
        string Fill(string text) => Substitute(text, number, item);
        return new BatchMember
        {
            Name = $"{batch.Name}.{job.Name}.{number}",
            Job = job.Name,
            Index = index,
            Command = [.. job.Command.Select(Fill)],
            Env = job.Env.ToDictionary(e => e.Key, e => Fill(e.Value)),
            Workdir = job.Workdir is null ? null : Fill(job.Workdir),
            Inputs = [.. job.Inputs.Select(i => new BatchInput(HostPath(batch, Fill(i.Source)), Fill(i.Target)))],
            Output = job.Output is null ? null : new BatchOutput(Fill(job.Output.Target), HostPath(batch, Fill(job.Output.Dest))),
        };
    }

    // One pass from left to right, so that an item that itself reads "{index}" is left as it is.
    private static string Substitute(string text, string index, string item)
    {
        if (!text.Contains('{'))
            return text;
        var result = new System.Text.StringBuilder(text.Length + item.Length);
        for (var i = 0; i < text.Length;)
        {
            var rest = text.AsSpan(i);
            if (rest.StartsWith("{index}", StringComparison.Ordinal))
            {
                result.Append(index);
                i += "{index}".Length;
            }
            else if (rest.StartsWith("{item}", StringComparison.Ordinal))
            {
                result.Append(item);
                i += "{item}".Length;
            }
            else
            {
                result.Append(text[i++]);
            }
        }
        return result.ToString();
    }

    private static string HostPath(BatchDefinition batch, string path) =>
        Path.GetFullPath(path, batch.BaseDirectory);
}
