using System.Text;

namespace Tandem.Engine.Tabular;

/// <summary>Cuts a text into records of cells by a dialect; empty lines are passed over.</summary>
internal sealed class RecordReader(string text, Dialect dialect, string source, bool lenient = false)
{
    private const int LongestShared = 40;
    private readonly string?[] _shared = new string?[lenient ? 1 : 4096];
    private readonly List<string> _fields = [];
    private readonly StringBuilder _quoted = new();
    private int _at = dialect.Start;
    private int _line = dialect.Start > 0 ? 2 : 1;

    /// <summary>The cells of the record read last; overwritten by the next.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>The line on which that record starts, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many cells an apostrophe opened, and how many of them another closed.</summary>
    public (int Opened, int Closed) Apostrophes { get; private set; }

    public bool Read()
    {
        while (_at < text.Length)
        {
            _fields.Clear();
            Line = _line;
            if (dialect.Delimiter == Dialect.Spaces)
                SkipSpaces();
            do
                _fields.Add(Field());
            while (TakeDelimiter());
            TakeLineEnd();
            if (_fields.Count > 1 || _fields[0].Length > 0)
                return true;
        }

        return false;
    }

    private string Field()
    {
        SkipSpaces();
        if (_at < text.Length && (text[_at] == '"' || (text[_at] == '\'' && dialect.SingleQuotes)))
        {
            var (start, line) = (_at, _line);
            var value = Quoted();
            if (text[start] == '\'')
                Apostrophes = (Apostrophes.Opened + 1, Apostrophes.Closed + (value is null ? 0 : 1));
            if (value is not null)
                return value;
            if (text[start] == '"' && !lenient)
                throw new TableException(source, line, $"{_fields.Count + 1}", "a quote is opened and never closed.");
            (_at, _line) = (start, line);
        }

        return Plain();
    }

    private string Plain()
    {
        var rest = text.AsSpan(_at);
        var length = dialect.Delimiter == Dialect.Spaces
            ? rest.IndexOfAny(" \t\r\n")
            : rest.IndexOfAny(dialect.Delimiter, '\r', '\n');
        length = length < 0 ? rest.Length : length;
        _at += length;
        return Shared(rest[..length].Trim());
    }

    /// <summary>Equal short cells share one string where that is cheap: exports repeat themselves.</summary>
    private string Shared(ReadOnlySpan<char> cell)
    {
        if (cell.Length is 0 or > LongestShared)
            return cell.ToString();
        ref var slot = ref _shared[string.GetHashCode(cell, StringComparison.Ordinal) & (_shared.Length - 1)];
        return slot is not null && cell.SequenceEqual(slot) ? slot : slot = cell.ToString();
    }

    /// <summary>The value in quotes, or null where the quote is never closed (an apostrophe: on its line).</summary>
    private string? Quoted()
    {
        var quote = text[_at++];
        _quoted.Clear();
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c == '\\' && Escapes(quote))
            {
                _quoted.Append(quote);
                _at += 2;
            }
            else if (c == quote && _at + 1 < text.Length && text[_at + 1] == quote)
            {
                _quoted.Append(quote);
                _at += 2;
            }
            else if (c == quote && (quote == '"' || EndsField(_at + 1)))
            {
                _at++;
                _quoted.Append(Plain());
                return _quoted.ToString();
            }
            else
            {
                if (c == '\n' || (c == '\r' && (_at + 1 >= text.Length || text[_at + 1] != '\n')))
                {
                    if (quote == '\'')
                        return null;
                    _line++;
                }

                _quoted.Append(c);
                _at++;
            }
        }

        return null;
    }

    /// <summary>Whether a backslash escapes the quote after it, or stands for itself before a doubled or closing one.</summary>
    private bool Escapes(char quote)
    {
        var end = _at + 1;
        while (end < text.Length && text[end] == quote)
            end++;
        var quotes = end - _at - 1;
        return quotes > 0 && EndsField(end) == (quotes % 2 == 0);
    }

    private bool EndsField(int at)
    {
        while (at < text.Length && text[at] == ' ' && dialect.Delimiter != Dialect.Spaces)
            at++;
        return at >= text.Length || text[at] is '\r' or '\n' || text[at] == dialect.Delimiter;
    }

    private bool TakeDelimiter()
    {
        if (dialect.Delimiter == Dialect.Spaces)
        {
            SkipSpaces();
            return _at < text.Length && text[_at] is not ('\r' or '\n');
        }

        if (_at >= text.Length || text[_at] != dialect.Delimiter)
            return false;
        _at++;
        return true;
    }

    private void TakeLineEnd()
    {
        if (_at < text.Length && text[_at] == '\r')
            _at++;
        if (_at < text.Length && text[_at] == '\n')
            _at++;
        _line++;
    }

    private void SkipSpaces()
    {
        while (_at < text.Length && (text[_at] == ' ' || (text[_at] == '\t' && dialect.Delimiter != '\t')))
            _at++;
    }
}
