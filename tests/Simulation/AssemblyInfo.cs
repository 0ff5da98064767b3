// A simulation runs on one thread; its tests share the processors by themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
