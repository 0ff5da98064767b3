using System.Text;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Model;

/// <summary>The container spec of one member: the job's template with its placeholders replaced.</summary>
internal static class MemberSpec
{
    /// <param name="own">Something in it is this member's alone; otherwise all members of the job have the same.</param>
    /// <param name="weight">cpu.weight of the job's class and priority, unless the template has one.</param>
    public static ContainerSpec Of(BatchState batch, MemberState member, Func<JobDefinition, int?> weight, out bool own)
    {
        bool index = false;
        JobDefinition job = batch.Definition.Jobs[member.Job];
        ContainerSpec template = job.Template;
        Dictionary<string, string> labels = new(batch.Definition.Labels);
        foreach ((string key, string value) in template.Labels)
            labels[key] = Fill(value);
        ContainerSpec spec = template with
        {
            Image = FillOrNull(template.Image),
            RootfsPath = FillOrNull(template.RootfsPath),
            Command = [.. template.Command.Select(Fill)],
            Environment = template.Environment.ToDictionary(pair => pair.Key, pair => Fill(pair.Value)),
            WorkingDirectory = Fill(template.WorkingDirectory),
            Hostname = FillOrNull(template.Hostname),
            Mounts = [.. template.Mounts.Select(m => m with { Source = FillOrNull(m.Source), Target = Fill(m.Target) })],
            Resources = template.Resources with
            {
                CpuWeight = template.Resources.CpuWeight ?? weight(job),
                MemoryBytes = member.MemoryBytes ?? template.Resources.MemoryBytes,
            },
            Labels = labels,
            // Retries are the batch's business.
            Restart = new RestartPolicy(),
        };
        own = index;
        return spec;

        string? FillOrNull(string? text) => text is null ? null : Fill(text);

        string Fill(string text) => Replace(text, name => name switch
        {
            "index" => Own(member.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            "item" => Own(job.Item(member.Index)),
            "job" => job.Name,
            "batch" => batch.Name,
            _ => null,
        });

        string? Own(string? text)
        {
            index = true;
            return text;
        }
    }

    /// <summary>One pass, so that a placeholder inside a value stays as it is.</summary>
    private static string Replace(string text, Func<string, string?> value)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return text;
        StringBuilder result = new(text.Length + 32);
        int from = 0;
        while (open >= 0)
        {
            int close = text.IndexOf('}', open + 1);
            if (close < 0)
                break;
            if (value(text[(open + 1)..close]) is { } found)
            {
                result.Append(text, from, open - from).Append(found);
                from = close + 1;
                open = text.IndexOf('{', from);
            }
            else
            {
                open = text.IndexOf('{', open + 1);
            }
        }
        return result.Append(text, from, text.Length - from).ToString();
    }
}
