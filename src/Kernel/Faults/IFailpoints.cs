namespace Orchestrator.Kernel.Faults;

/// <summary>Decides what happens at a named place.</summary>
internal interface IFailpoints
{
    /// <summary>The errno with which the place fails, 0 to go on.</summary>
    int Hit(string name);
}
