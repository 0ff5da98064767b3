using System.Text.Json.Serialization.Metadata;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;

namespace Orchestrator.Cli.Verbs;

/// <summary>A verb that shows what the daemon has of one kind: a table, JSON, CSV, or with --quiet the names.</summary>
internal abstract class ListVerb<T> : Verb
{
    public override IReadOnlyList<Option> Options => field ??= [.. Choices, GlobalOptions.Quiet, GlobalOptions.Format, GlobalOptions.NoTruncate];

    /// <summary>Options that choose which of them are listed.</summary>
    protected virtual IReadOnlyList<Option> Choices => [];

    protected abstract IReadOnlyList<Column<T>> Columns { get; }

    protected abstract JsonTypeInfo<IReadOnlyList<T>> Json { get; }

    protected abstract Task<ApiResult<IReadOnlyList<T>>> AskAsync(Invocation call, OrchClient daemon);

    /// <summary>What other commands call it.</summary>
    protected abstract string NameOf(T row);

    public override async Task<int> RunAsync(Invocation call)
    {
        var rows = Invocation.Take(await AskAsync(call, await call.DaemonAsync()));
        call.Render.List(rows, Columns, Json, NameOf);
        return 0;
    }
}
