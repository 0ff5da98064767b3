using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts;

namespace Orchestrator.Cli;

/// <summary>Everything that a verb may use: what was asked, where data and diagnostics go, and the daemon.</summary>
internal sealed class Invocation(Arguments arguments, Surroundings surroundings) : IDisposable
{
    private OrchClient? _client;

    public Arguments Arguments { get; } = arguments;

    public Surroundings Surroundings { get; } = surroundings;

    public IReadOnlyList<string> Operands => Arguments.Operands;

    public TextWriter Out => Surroundings.Out;

    public TextWriter Error => Surroundings.Error;

    public CancellationToken Cancel => Surroundings.Cancel;

    public DaemonPlace Place => field ??= FindPlace();

    public Renderer Render => field ??= new Renderer(this);

    /// <summary>A client of a daemon that answers: started if none did, unless --host says where it must be.</summary>
    /// <exception cref="ProblemException">There is none, and none could be started.</exception>
    public Task<OrchClient> DaemonAsync()
    {
        if (_client is null)
        {
            DaemonStarter.Ensure(Place, Surroundings.Environment, Surroundings.Time, Cancel);
            _client = new OrchClient(Place.Socket);
        }
        return Task.FromResult(_client);
    }

    /// <summary>The value, or the end of the command with the problem's exit code.</summary>
    public static T Take<T>(ApiResult<T> result)
        where T : class => result.Value ?? throw new ProblemException(result.Problem!);

    public void Note(string line) => Error.WriteLine(Printable.Text(line));

    public int Report(Problem problem)
    {
        ProblemPrinter.Print(Error, problem, Surroundings.ErrorColor);
        return problem.ExitCode;
    }

    public void Dispose() => _client?.Dispose();

    private DaemonPlace FindPlace()
    {
        try
        {
            return DaemonPlace.Of(Arguments.Get(GlobalOptions.Root), Arguments.Get(GlobalOptions.Host), Surroundings.Environment);
        }
        catch (ProblemException error) when (error.Problem.ExitCode == ExitCodes.Usage)
        {
            throw new UsageException(error.Problem.Title);
        }
    }
}
