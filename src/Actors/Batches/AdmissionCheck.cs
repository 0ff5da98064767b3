using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Batches;

/// <summary>Refuses what could never be admitted on this node, before anything of it is recorded.</summary>
internal static class AdmissionCheck
{
    public static string? Problem(BatchDefinition batch, OrchestratorOptions options)
    {
        Demand capacity = options.Capacity.Of(options.MaxConcurrency);
        int concurrency = Math.Min(batch.Concurrency ?? options.DefaultConcurrency, options.MaxConcurrency);
        foreach (JobDefinition job in batch.Jobs)
        {
            int together = job.Gang ? job.MemberCount() : 1;
            if (together > concurrency)
                return $"Job {job.Name} is a gang of {together}, and no more than {concurrency} members of batch {batch.Name} may run at once. Raise its concurrency.";
            Demand demand = options.Capacity.For(job.Template.Resources, null) * together;
            string who = job.Gang ? $"The gang {job.Name} of {together}" : $"Job {job.Name}";
            if (demand.MemoryBytes > capacity.MemoryBytes)
                return $"{who} asks for {Words.Bytes(demand.MemoryBytes)} of memory; this node has {Words.Bytes(capacity.MemoryBytes)} for jobs.";
            if (demand.Pids > capacity.Pids)
                return $"{who} asks for {demand.Pids} pids; this node has {capacity.Pids} for jobs.";
            if (demand.CpuMillis > capacity.CpuMillis)
                return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{who} asks for {demand.CpuMillis / 1000.0:0.###} CPUs at once; this node has {capacity.CpuMillis / 1000.0:0.###} for jobs.");
        }
        return null;
    }
}
