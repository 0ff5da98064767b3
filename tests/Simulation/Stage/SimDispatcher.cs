using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Orchestrator.Simulation.Tests.Stage;

/// <summary>Runs nothing by itself: mailboxes with something in them wait on the stage. What is sent to a killed life is lost.</summary>
internal sealed class SimDispatcher : MessageDispatcher
{
    private readonly SimStage _stage;

    public SimDispatcher(MessageDispatcherConfigurator configurator, SimStage stage)
        : base(configurator)
    {
        _stage = stage;
        Throughput = 1;
    }

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (_stage.Runs(cell))
            base.Dispatch(cell, envelope);
    }

    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (_stage.Runs(cell))
            base.SystemDispatch(cell, message);
    }

    protected override void ExecuteTask(IRunnable run) => _stage.Add(run);

    protected override void Shutdown()
    {
    }
}
