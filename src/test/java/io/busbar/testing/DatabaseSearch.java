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
        select n.nspname as schema, c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        order by 1, 2""";

    private final DatabaseAddress database;

    DatabaseSearch(DatabaseAddress database) {
        this.database = database;
    }

    /** {@code word in schema.table: row} for each row that contains one of the words, ignoring case. */
    List<String> find(Collection<String> words) {
        List<String> found = new ArrayList<>();
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
                tables.add('"' + rows.getString("schema") + "\".\"" + rows.getString("name") + '"');
            }
        }
        return tables;
    }

    /** The text of a row shows bytes in hexadecimal, so the search includes that form of the words. */
    private static void search(Connection connection, String table, String word, List<String> found)
            throws SQLException {
        String sql = "select r::text as line from " + table
                + " r where strpos(lower(r::text), lower(?)) > 0 or strpos(r::text, ?) > 0 or strpos(to_jsonb(r)::text, ?) > 0";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, word);
            statement.setString(2, HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)));
            statement.setString(3, word);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String line = rows.getString("line");
                    found.add(word + " in " + table + ": " + line.substring(0, Math.min(200, line.length())));
                }
            }
        }
    }
}
