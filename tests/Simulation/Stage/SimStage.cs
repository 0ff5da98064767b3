using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;

namespace Orchestrator.Simulation.Tests.Stage;

/// <summary>
/// The one thread on which all actors of a simulation run: mailboxes that have something wait here until they are picked.
/// Many lives of daemons share one actor system, since its start costs more than most simulations; the actors of a killed
/// life are never run again.
/// </summary>
internal sealed class SimStage
{
    private const string Prefix = "fleet-";

    private readonly ConditionalWeakTable<ActorCell, object> _lives = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<IRunnable> _waiting = [];

    /// <summary>Number of the life whose actors run, 0 for none; those of others are dead.</summary>
    public int Life { get; private set; }

    /// <summary>What ran on another thread; then the same seed does not give the same again.</summary>
    public string? Stray { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>True for the actors of the present life, and for Akka's own.</summary>
    public bool Runs(ActorCell cell)
    {
        int life = (int)_lives.GetValue(cell, LifeOf);
        return life == 0 || life == Life;
    }

    public void Add(IRunnable run)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Stray ??= $"Something of the engine ran on a thread of its own:\n{Environment.StackTrace}";
            return;
        }
        _waiting.Add(run);
    }

    public void Begin(int life) => Life = life;

    /// <summary>The life is killed: its actors never run again, and Akka's own finish what they had of it.</summary>
    public void End()
    {
        Life = 0;
        _waiting.RemoveAll(run => run is Mailbox mailbox && !Runs(CellOf(mailbox)));
    }

    /// <summary>Runs one message of one actor.</summary>
    public void RunOne(Random chance)
    {
        int index = _waiting.Count == 1 ? 0 : chance.Next(_waiting.Count);
        IRunnable run = _waiting[index];
        _waiting[index] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        if (run is not Mailbox mailbox || Runs(CellOf(mailbox)))
            run.Run();
    }

    /// <summary>Everything, in the order in which it came: for Akka's own start.</summary>
    public void RunAll()
    {
        while (_waiting.Count > 0)
        {
            IRunnable run = _waiting[0];
            _waiting.RemoveAt(0);
            run.Run();
        }
    }

    public static string NameOf(int life) => Prefix + life;

    private static object LifeOf(ActorCell cell)
    {
        for (ActorPath path = cell.Self.Path; path is not RootActorPath; path = path.Parent)
        {
            if (path.Name.StartsWith(Prefix, StringComparison.Ordinal))
                return int.Parse(path.Name.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture);
        }
        return 0;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Actor")]
    private static extern ActorCell CellOf(Mailbox mailbox);
}
