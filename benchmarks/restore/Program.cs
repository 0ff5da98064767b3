using System.Globalization;
using Orchestrator.Benchmarks.Restore;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Arguments arguments;
try
{
    arguments = Arguments.Read(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"bench restore: {e.Message}");
    return 2;
}
string scratch = Directory.CreateTempSubdirectory("bench-restore-").FullName;
List<IStore> stores = [];
try
{
    foreach (string name in arguments.Stores)
        stores.Add(name == "sqlite" ? new SqliteStore() : await PostgresStore.StartAsync());
    List<Case> cases = [.. arguments.Containers.SelectMany(containers => stores.Select(store => new Case(store, containers, scratch)))];
    foreach (Case one in cases)
        await one.PrepareAsync();
    // Round after round, so that a busy moment of the machine meets all of them.
    for (int run = 0; run < arguments.Runs; run++)
    {
        foreach (Case one in cases)
            await one.RunAsync();
    }
    Console.WriteLine("daemon start to ready, medians; x: times the bare ordered scan; MB: peak of the resident memory");
    Console.WriteLine("store     containers  records  one scan   with a snapshot                            without");
    foreach (Case one in cases)
        one.Print();
    return 0;
}
finally
{
    foreach (IStore store in stores)
        await store.DisposeAsync();
    Directory.Delete(scratch, recursive: true);
}
