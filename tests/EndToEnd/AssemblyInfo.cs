// Each test class has a daemon of its own; two at a time is what the smallest machine of the project's CI carries.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
