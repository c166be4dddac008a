package io.busbar.testing;

import io.busbar.data.DatabaseAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Searches all tables of Busbar for words: each row as text, and the bytes of its bytea columns. Compressed or encrypted data is not found.
 */
final class DatabaseSearch {
    private static final String TABLES = """
        select format('%I.%I', n.nspname, c.relname) as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        order by n.nspname, c.relname""";

    private final DatabaseAddress database;

    /** A row that contains one of the words, as {@code word in schema.table: row}. */
    record Match(String word, String table, String row) {
        @Override
        public String toString() {
            return word + " in " + table + ": " + row.substring(0, Math.min(200, row.length()));
        }
    }

    DatabaseSearch(DatabaseAddress database) {
        this.database = database;
    }

    /** Returns a match for each row and each of the words that it contains, ignoring case, in the order of the tables. */
    List<Match> find(Collection<String> words) {
        List<Match> found = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection()) {
            for (String table : tables(connection)) {
                for (String word : words) {
                    search(connection, table, word, found);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tables.add(rows.getString("name"));
            }
        }
        return tables;
    }

    /** The text of a row shows bytes in hexadecimal, so the search includes that form of the words. */
    private static void search(Connection connection, String table, String word, List<Match> found)
            throws SQLException {
        String sql = "select r::text as line from " + table
                + " r where strpos(lower(r::text), lower(?)) > 0 or strpos(r::text, ?) > 0 or strpos(to_jsonb(r)::text, ?) > 0";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, word);
            statement.setString(2, HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)));
            statement.setString(3, word);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Match(word, table, rows.getString("line")));
                }
            }
        }
    }
}
