using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Simulation.Tests.Stage;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>
/// One node with everything on it, from an empty journal to the last removal: daemons come and go, kernel, launcher, disk
/// and clock stay. All chance comes from the seed; the same seed gives the same journal.
/// </summary>
internal sealed class SimWorld
{
    private const int MaxSteps = 400_000;

    private readonly SimSystem _system;
    private readonly List<SimRequest> _requests = [];
    private readonly List<(long Seq, string Text)> _recorded = [];
    private bool _pause;
    private int _untilCrash = int.MaxValue;

    public SimWorld(SimSystem system, int seed, SimProfile? profile, bool story)
    {
        _system = system;
        Seed = seed;
        Dice = new Dice(seed);
        Profile = profile ?? SimProfile.Draw(Dice, seed);
        Disk = new SimDisk(this);
        Kernel = new SimKernel(this);
        Check = new SimCheck(this);
        Story = story ? new SimStory(this) : null;
        SnapshotDirectory = Profile.Snapshots ? SnapshotPlay.NewDirectory() : null;
    }

    public int Seed { get; }

    public Dice Dice { get; }

    public SimProfile Profile { get; }

    public SimClock Clock { get; } = new();

    public SimDisk Disk { get; }

    public SimKernel Kernel { get; }

    public SimCheck Check { get; }

    public SimStory? Story { get; }

    public string? SnapshotDirectory { get; }

    /// <summary>The daemon that runs; null while none does.</summary>
    public SimLife? Life { get; private set; }

    /// <summary>Faults may happen.</summary>
    public bool Faulty { get; set; } = true;

    /// <summary>Between the start of a daemon and the first command that it serves kernel and journal may differ.</summary>
    public bool Restoring => Life?.Actor is not { } fleet || !fleet.Serves;

    /// <summary>The first thing that was not as it must be.</summary>
    public string? Problem { get; private set; }

    /// <summary>Events, requests and writes at which a crash was possible.</summary>
    public int Boundaries { get; private set; }

    public int Steps { get; private set; }

    public int Lives { get; private set; }

    public int Answers { get; private set; }

    public void Fail(string problem)
    {
        Problem ??= problem;
        Story?.Add($"WRONG: {problem}");
    }

    public void Note(string what) => Story?.Add(what);

    public void StartLife()
    {
        if (Life is not null)
            return;
        Lives++;
        Story?.Add($"daemon {Lives} starts");
        Life = new SimLife(this, _system);
    }

    /// <summary>A kill is possible here; it comes when the countdown is over.</summary>
    public void Boundary(string where)
    {
        if (Life is null)
            return;
        Boundaries++;
        if (--_untilCrash == 0)
            Crash(where);
    }

    public void CrashIn(int boundaries) => _untilCrash = boundaries;

    public void Crash(string where)
    {
        if (Life is not { } life)
            return;
        Story?.Add($"daemon {Lives} is killed at '{where}'");
        _untilCrash = int.MaxValue;
        CompareLive(life, "before the kill");
        Life = null;
        life.Kill();
        _system.Stage.End();
        Crashed?.Invoke();
    }

    /// <summary>What happens after a crash, e.g. the next start.</summary>
    public Action? Crashed { get; set; }

    /// <summary>The daemon gives up by itself: nothing can be recorded any more.</summary>
    public void Ended(SimLife life)
    {
        if (life != Life)
            return;
        Story?.Add("the daemon ends by itself");
        Crash("its own end");
    }

    public SimRequest? Send(Func<string, object> make, bool endless = false)
    {
        if (Life is not { } life)
            return null;
        string cause = $"client {_requests.Count + 1}";
        SimRequest request = new(make(cause), cause, life.Number, endless);
        _requests.Add(request);
        Story?.Add($"{cause}: {request.Message}");
        life.Fleet.Tell(request.Message, new SimClient(this, _system.System.Provider, request));
        return request;
    }

    /// <summary>Asks again, at most once a second.</summary>
    public void Repeat(Action ask)
    {
        if (_pause)
            return;
        _pause = true;
        Clock.After(TimeSpan.FromSeconds(1), () => _pause = false);
        ask();
    }

    public void Answered(SimRequest request, object answer)
    {
        if (Life?.Number != request.Life)
            return;
        Story?.Add($"{request.Cause} is answered: {(answer is ContainerView v ? $"{v.Name} {v.State} attempt {v.Attempt}" : answer)}");
        if (request.Answer is not null)
            Fail($"{request.Cause} is answered twice");
        request.Answer = answer;
        Answers++;
        switch (answer)
        {
            case Refusal { Reason: var reason }:
                if (reason.Contains("Nothing was done", StringComparison.Ordinal) && Check.CausedBy(request.Cause) > 0)
                    Fail($"{request.Cause} was refused with '{reason}', and recorded");
                break;
            case ContainerView view when request.Message is ICommand:
                if (!Check.Knows(view.Id, view.State, view.Attempt) && !(request.Message is RemoveContainer && Check.WasRemoved(view.Id)))
                    Fail($"{request.Cause} is answered with {view.Name} {view.State}, attempt {view.Attempt}, which was never durable");
                if (request.Message is RemoveContainer && !Check.WasRemoved(view.Id))
                    Fail($"{request.Cause} is answered with a removal that is not durable");
                if (request.Message is CreateContainer && Check.CausedBy(request.Cause) == 0)
                    Fail($"{request.Cause} is answered with a creation that is not durable");
                break;
            default:
                break;
        }
    }

    /// <summary>Runs until that moment.</summary>
    public void RunUntil(TimeSpan moment)
    {
        Run(() => false, moment);
        Clock.WaitUntil(moment);
    }

    /// <summary>Runs until the condition holds; false if it does not within that time.</summary>
    public bool Run(Func<bool> until, TimeSpan moment)
    {
        while (Problem is null)
        {
            if (until())
                return true;
            if (++Steps > MaxSteps)
            {
                Fail("it goes round in circles");
                return false;
            }
            TimeSpan? next = Clock.Next();
            // Not past the moment: what waits on the stage happens before it, and is not left there for the checks to find.
            bool early = _system.Stage.Waiting > 0 && next <= Clock.Now + TimeSpan.FromMilliseconds(20) && Dice.Chance(0.01)
                && next <= moment;
            if (_system.Stage.Waiting > 0 && !early)
            {
                _system.Stage.RunOne(Dice);
            }
            else if (next is null || next > moment)
            {
                return false;
            }
            else
            {
                Clock.RunNext();
            }
            Check.Always();
        }
        return false;
    }

    /// <summary>Everything that the fleet's own table says must be what the journal says up to its last record.</summary>
    public void CompareLive(SimLife life, string when)
    {
        if (life.Actor is not { } fleet || Problem is not null)
            return;
        FleetModel live = fleet.Model;
        if (live.LastSeq == 0)
            return;
        string text = SimCheck.Text(live);
        string folded = live.LastSeq == Check.Model.LastSeq
            ? SimCheck.Text(Check.Model)
            : SimCheck.Text(SimCheck.Fold(Disk.Records, live.LastSeq));
        if (text != folded)
            Fail($"{when} the fleet's table at record {live.LastSeq} is not what the journal says:\n{Difference(text, folded)}");
        _recorded.Add((live.LastSeq, text));
    }

    /// <summary>Each container's actor must have the state that the fleet's table has.</summary>
    public void CompareActors(SimLife life)
    {
        if (life.Actor is not { } fleet || Problem is not null)
            return;
        foreach ((Guid id, IActorRef actor) in fleet.Children)
        {
            if (ActorAccess.Of(actor) is ContainerActor container && fleet.Model.Containers.TryGetValue(id, out ContainerState? state)
                && !ReferenceEquals(container.State, state))
                Fail($"the actor of {state.Name} has another state than the fleet: {container.State.Phase} attempt {container.State.Attempt} instead of {state.Phase} attempt {state.Attempt}");
        }
    }

    /// <summary>J06: a replay gives what was, at the end and at each moment that was noted; twice gives the same.</summary>
    public void CompareReplays()
    {
        string all = SimCheck.Text(SimCheck.Fold(Disk.Records, long.MaxValue));
        if (all != SimCheck.Text(Check.Model))
            Fail("a replay of the journal does not give the state that its events gave");
        if (all != SimCheck.Text(SimCheck.Fold(Disk.Records, long.MaxValue)))
            Fail("two replays of the journal differ");
        foreach ((long seq, string text) in _recorded)
        {
            if (SimCheck.Text(SimCheck.Fold(Disk.Records, seq)) != text)
                Fail($"a replay to record {seq} does not give the state recorded then");
        }
    }

    public IEnumerable<SimRequest> Open => _requests.Where(request =>
        request.Answer is null && !request.Endless && request.Life == Life?.Number);

    private static string Difference(string a, string b)
    {
        int at = 0;
        while (at < a.Length && at < b.Length && a[at] == b[at])
            at++;
        return $"…{Part(a)}\n…{Part(b)}";

        string Part(string text) => text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)];
    }
}
