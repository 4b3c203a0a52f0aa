using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>Wires the log, its sequencer and its subscribers.</summary>
public static class EventsModule
{
    public static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton<Node>()
        .AddAll<ISubscriber>()
        .AddHostedService<Sequencer>()
        .AddHostedService<SubscriberRunner>();
}
