// A run kills at random moments; beside another one its moments would mean nothing.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
