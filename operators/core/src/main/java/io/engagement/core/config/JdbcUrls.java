package io.engagement.core.config;

import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks JDBC addresses: no credentials (Flink and the driver print addresses), and only parameters
 * that cannot load classes, write files or weaken quoting. Never repeats the address.
 */
final class JdbcUrls {
  private static final String PREFIX = "jdbc:postgresql:";
  private static final String EXAMPLE = "for example jdbc:postgresql://localhost:5432/engagement";
  private static final Set<String> CREDENTIALS = Set.of("user", "password", "sslpassword");
  private static final List<String> PARAMETERS =
      List.of(
          "ApplicationName",
          "binaryTransfer",
          "cancelSignalTimeout",
          "channelBinding",
          "connectTimeout",
          "gssEncMode",
          "hostRecheckSeconds",
          "loadBalanceHosts",
          "loginTimeout",
          "prepareThreshold",
          "reWriteBatchedInserts",
          "socketTimeout",
          "sslcert",
          "sslkey",
          "sslmode",
          "sslnegotiation",
          "sslrootcert",
          "targetServerType",
          "tcpKeepAlive");

  private JdbcUrls() {}

  static String readOr(ConfigNode node, String absent) {
    String url = node.textOr(absent);
    if (url.isEmpty()) {
      return absent;
    }
    if (!url.startsWith(PREFIX) || url.length() == PREFIX.length()) {
      node.problem("the address is not one of PostgreSQL", EXAMPLE);
      return absent;
    }
    int query = url.indexOf('?');
    String server = query < 0 ? url : url.substring(0, query);
    if (server.indexOf('@') >= 0) {
      refuseCredentials(node);
    }
    if (query >= 0) {
      for (String parameter : url.substring(query + 1).split("&", -1)) {
        int equals = parameter.indexOf('=');
        check(equals < 0 ? parameter : parameter.substring(0, equals), node);
      }
    }
    return url;
  }

  private static void check(String parameter, ConfigNode node) {
    if (CREDENTIALS.contains(parameter.toLowerCase(Locale.ROOT))) {
      refuseCredentials(node);
    } else if (parameter.equals("currentSchema")) {
      node.problem("the address must not choose a schema", "use the key schema");
    } else if (!PARAMETERS.contains(parameter)) {
      node.problem(
          "the parameter " + parameter + " is not allowed in the address",
          Spelling.hint(parameter, PARAMETERS));
    }
  }

  private static void refuseCredentials(ConfigNode node) {
    node.problem(
        "the address must not carry credentials",
        "use the keys user and password, the latter as ${env:NAME} or ${file:PATH}");
  }
}
