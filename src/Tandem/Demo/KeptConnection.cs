using System.Data;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Tandem.Demo;

/// <summary>A connection to SQLite that plans a statement once and keeps it for the next who asks the same.</summary>
/// <remarks>The driver plans what it is given anew each time. For one who asks a few hundred things many thousand times that is a good tenth of the work.</remarks>
internal sealed class KeptConnection(string connectionString) : SqliteConnection(connectionString)
{
    // Enough for every question of the programme; a list of values that is never as long again is not worth its place.
    private const int MostTexts = 600;

    private readonly Dictionary<string, Stack<SqliteCommand>> idle = new(StringComparer.Ordinal);

    public override SqliteCommand CreateCommand() => new Asked(this) { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

    private SqliteCommand Take(string text)
    {
        if (idle.TryGetValue(text, out var ready) && ready.TryPop(out var planned))
            return planned;
        return new SqliteCommand(text, this);
    }

    private void GiveBack(SqliteCommand planned)
    {
        planned.Parameters.Clear();
        planned.Transaction = null;
        if (!idle.TryGetValue(planned.CommandText, out var ready))
        {
            if (idle.Count >= MostTexts)
            {
                planned.Dispose();
                return;
            }

            idle.Add(planned.CommandText, ready = new Stack<SqliteCommand>());
        }

        ready.Push(planned);
    }

    /// <summary>One question as its asker sees it: answered by a planned one of the same text, which is given back with it.</summary>
    private sealed class Asked(KeptConnection connection) : SqliteCommand
    {
        private SqliteCommand? planned;

        [AllowNull]
        public override string CommandText
        {
            get => base.CommandText;
            set
            {
                GiveBack();
                base.CommandText = value;
            }
        }

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            planned ??= connection.Take(CommandText);
            planned.Parameters.Clear();
            foreach (SqliteParameter parameter in Parameters)
                planned.Parameters.Add(parameter);
            (planned.Transaction, planned.CommandTimeout) = (connection.Transaction, CommandTimeout);
            return planned.ExecuteReader(behavior);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                GiveBack();
            base.Dispose(disposing);
        }

        private void GiveBack()
        {
            if (planned is not null)
                connection.GiveBack(planned);
            planned = null;
        }
    }
}
