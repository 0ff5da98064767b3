using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Batches.Planning;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Scheduling;

/// <summary>
/// Random DAGs of random batches of random people, arriving while others run, played to the end in a time of their own: some
/// with priorities all over, some with few priorities far apart and more of the urgent than fits, some beside containers that
/// take much of the node. What must hold of every start and every end is looked at as it happens. A failure names its seed.
/// </summary>
public sealed class RandomBatchTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Owners = ["ann", "ben", "eve"];
    private static readonly string[] Classes = ["normal", "background", "critical"];

    private static readonly int[] Clusters = [0, 49, 97, 98, 98];

    private static readonly OrchestratorOptions Options = new()
    {
        DefaultConcurrency = 8,
        MaxConcurrency = 12,
        Capacity = new NodeCapacity { Cpus = 4, MemoryBytes = 1000, Pids = 200 },
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomDags_Played_NeverExceedCapacityNorStarveAndEndEachMemberOnce(int seed)
    {
        Random random = new(seed);
        Play play = new(random, clusters: seed % 2 == 0, crowded: seed % 3 == 0);

        play.Run();

        play.Wrong.ShouldBeEmpty($"seed {seed}");
        play.Starts.ShouldBeGreaterThan(0);
        foreach (BatchRun run in play.Runs)
        {
            run.State.Members.Where(member => !BatchEvolution.IsFinal(member.Phase)).Select(member => play.Why(run, member))
                .ShouldBeEmpty($"seed {seed}");
            foreach (int ordinal in Enumerable.Range(0, run.State.Members.Count))
                play.Ends.GetValueOrDefault((run.State.Id, ordinal)).ShouldBe(1, $"seed {seed}, {run.State.Name} member {ordinal}");
        }
        play.Used.ShouldBe(default, $"seed {seed}: what was taken was given back");
    }

    private sealed class Play
    {
        private readonly Random _random;
        private readonly Rehearsal _rehearsal;
        private readonly bool _clusters;
        private readonly bool _crowded;
        private readonly Dictionary<string, int> _limits = new() { ["background"] = 3 };

        public Play(Random random, bool clusters, bool crowded)
        {
            _random = random;
            _clusters = clusters;
            _crowded = crowded;
            _rehearsal = new Rehearsal(
                Options, [new JobClass("background", 3, 25)], Begin,
                (_, _) => (TimeSpan.FromSeconds(random.Next(1, 600)), random.NextDouble() < 0.15 ? MemberPhase.Failed : MemberPhase.Succeeded))
            {
                Starting = Starting,
                Ended = (run, ordinal) => Ends[(run.State.Id, ordinal)] = Ends.GetValueOrDefault((run.State.Id, ordinal)) + 1,
            };
        }

        public List<string> Wrong { get; } = [];

        public Dictionary<(Guid, int), int> Ends { get; } = [];

        public int Starts { get; private set; }

        public IEnumerable<BatchRun> Runs => _rehearsal.Runs;

        public Demand Used => _rehearsal.Scheduler.Used;

        public void Run()
        {
            int batches = _clusters ? _random.Next(20, 40) : _random.Next(2, 9);
            for (int number = 0; number < batches; number++)
            {
                BatchDefinition definition = Definition(number);
                TimeSpan when = TimeSpan.FromSeconds(_random.Next(0, 7200));
                Caller owner = new(1000, Owners[_random.Next(Owners.Length)]);
                BatchCheck.Problem(definition).ShouldBeNull();
                if (AdmissionCheck.Problem(definition, Options) is null)
                    _rehearsal.At(Begin + when, () => _rehearsal.Add(Submit(definition, owner), _ => TimeSpan.Zero));
            }
            // A batch that is never refused, so that every seed has something to play.
            _rehearsal.Add(Submit(new BatchDefinition { Name = "sure", Jobs = [new JobDefinition { Name = "j", Template = Given.Spec, Count = 5 }] }, Given.User), _ => TimeSpan.Zero);
            for (int change = 0; _crowded && change < 20; change++)
            {
                Demand outside = new(_random.Next(0, 5000), _random.Next(0, 1200), 0, 0);
                _rehearsal.At(Begin + TimeSpan.FromSeconds(_random.Next(0, 7200)), () => _rehearsal.Scheduler.Leave(outside));
            }
            // They end at last: until then nobody can say when a job that waits for them starts.
            if (_crowded)
                _rehearsal.At(Begin + TimeSpan.FromHours(3), () => _rehearsal.Scheduler.Leave(default));
            _rehearsal.Run(Begin + TimeSpan.FromDays(100));
        }

        public string Why(BatchRun run, MemberState member)
        {
            int ordinal = run.State.Offsets[member.Job] + member.Index;
            string why = run.Tickets.TryGetValue(ordinal, out Ticket? ticket)
                ? _rehearsal.Scheduler.Explain(ticket, _rehearsal.Now, other => other.Pool.Id.ToString())
                : MemberWaits.For(run.State, member) ?? "nothing";
            return $"{run.State.Name}.{run.Job(ordinal).Name}.{member.Index} {member.Phase} waits for {why}";
        }

        private void Starting(BatchRun run, int ordinal, Ticket ticket)
        {
            Starts++;
            MemberState member = run.State.Members[ordinal];
            string name = $"{run.State.Name}.{run.Job(ordinal).Name}.{member.Index}";
            Must(member.Phase == MemberPhase.Queued, $"{name} starts while {member.Phase}");
            Must(JobReadiness.Of(run.State, member).Kind == ReadinessKind.Ready, $"{name} starts before what it comes after");
            Demand used = _rehearsal.Scheduler.Used, room = _rehearsal.Scheduler.Capacity;
            Must(used.FitsIn(Options.Capacity.Of(Options.MaxConcurrency)), $"with {name} {used} is admitted");
            // What came later and takes room of what runs already holds up nobody who asks for none of that.
            Must(
                Fits(ticket.All.CpuMillis, used.CpuMillis, room.CpuMillis) && Fits(ticket.All.MemoryBytes, used.MemoryBytes, room.MemoryBytes)
                    && Fits(ticket.All.Pids, used.Pids, room.Pids),
                $"with {name} {used} is admitted, and {room} is there");
            Must(run.Pool.Running <= run.Pool.Limit, $"{run.Pool.Running} of {run.State.Name} run");
            (int running, _, int? limit) = _rehearsal.Scheduler.OfClass(run.Job(ordinal).ClassName);
            Must(limit is null || running <= limit, $"{running} of class {run.Job(ordinal).ClassName} run");
            if (run.Job(ordinal).Gang)
                Must(ticket.Members.Count == run.Job(ordinal).Count, $"{name} starts without its gang");
            if (ticket.Beside == 0 && ordinal == ticket.Members[0])
                NobodyIsStarved(ticket, name);
        }

        private static bool Fits(long asked, long used, long room) => asked == 0 || used <= room;

        /// <summary>
        /// The bound as it is stated: who became ready so much earlier, could run by the limits of its batch and class, and
        /// waits nevertheless.
        /// </summary>
        private void NobodyIsStarved(Ticket started, string name)
        {
            foreach (BatchRun run in Runs)
            {
                foreach (Ticket waiting in run.Tickets.Values.Distinct())
                {
                    if (waiting.State != TicketState.Queued || !waiting.Pool.IsOpen || waiting == started
                        || waiting.Places + waiting.Pool.Running > waiting.Pool.Limit
                        || _rehearsal.Scheduler.OfClass(waiting.Class) is var (running, _, limit) && limit is not null && running + waiting.Places > limit)
                        continue;
                    if (started.ReadySince - waiting.ReadySince <= Options.Scheduling.Bound(waiting.Priority))
                        continue;
                    string why = _rehearsal.Scheduler.Explain(waiting, _rehearsal.Now, _ => "");
                    // The free places of its batch or class are kept for a gang that came before it.
                    Must(
                        why.StartsWith("the gang", StringComparison.Ordinal),
                        $"{name} starts, ready since {started.ReadySince:T}, before {run.State.Name} {string.Join(',', waiting.Members)}, ready since {waiting.ReadySince:T} with priority {waiting.Priority}, which waits for {why}");
                }
            }
        }

        private BatchDefinition Definition(int number)
        {
            List<JobDefinition> jobs = [];
            int count = _random.Next(1, 8);
            for (int job = 0; job < count; job++)
            {
                int members = _random.Next(1, 5);
                List<string>[] after = [[], [], [], []];
                for (int before = 0; before < job; before++)
                {
                    if (_random.NextDouble() < 0.3)
                    {
                        string on = jobs[before].Name;
                        if (_random.NextDouble() < 0.3 && jobs[before].Count >= members)
                            on += ".{index}";
                        else if (_random.NextDouble() < 0.2)
                            on += $".{_random.Next(jobs[before].Count)}";
                        after[_random.Next(4)].Add(on);
                    }
                }
                jobs.Add(new JobDefinition
                {
                    Name = $"j{job}",
                    Template = Given.Spec with
                    {
                        Resources = new ResourceLimits
                        {
                            MemoryBytes = _random.Next(3) == 0 ? _random.Next(1, 1001) : _random.Next(1, 200),
                            Cpus = _random.Next(3) == 0 ? _random.Next(1, 9) / 2.0 : null,
                            Pids = _random.Next(4) == 0 ? _random.Next(1, 200) : null,
                        },
                    },
                    Count = members,
                    Priority = _clusters ? Clusters[_random.Next(Clusters.Length)] + _random.Next(0, 3) : _random.Next(0, 101),
                    Class = Classes[_random.Next(Classes.Length)],
                    Gang = _random.NextDouble() < 0.2 && !after.Any(list => list.Any(on => on.Contains('{', StringComparison.Ordinal))),
                    After = after[0],
                    AfterOk = after[1],
                    AfterFailed = after[2],
                    AfterAny = after[3],
                    HoldUntil = _random.Next(10) == 0 ? Begin + TimeSpan.FromSeconds(_random.Next(0, 20_000)) : null,
                });
            }
            // A gang that no class has places for would wait for ever, as it should.
            return new BatchDefinition
            {
                Name = $"b{number}",
                Concurrency = _random.Next(2) == 0 ? _random.Next(1, 10) : null,
                Jobs = [.. jobs.Select(job => job.Gang && _limits.TryGetValue(job.ClassName, out int most) && job.Count > most ? job with { Gang = false } : job)],
            };
        }

        private BatchState Submit(BatchDefinition definition, Caller owner)
        {
            byte[] id = new byte[16];
            _random.NextBytes(id);
            BatchSubmitted submitted = new(new Guid(id), definition.Name, definition);
            return BatchEvolution.Submit(new JournalRecord(1, _rehearsal.Now, null, null, definition.Name, owner, "", submitted, []), submitted);
        }

        private void Must(bool holds, string problem)
        {
            if (!holds)
                Wrong.Add(problem);
        }
    }
}
