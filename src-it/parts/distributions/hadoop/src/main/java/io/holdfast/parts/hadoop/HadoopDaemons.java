// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/**
 * A name node and a data node, and if asked for a resource manager and a node manager, in one JVM
 * on the loopback interface. YARN's own mini cluster listens wherever the name of the host leads,
 * so its two daemons are started here as they are.
 *
 * <p>Arguments: the directory for the data, that for the configuration of clients, and what to
 * start: {@code hdfs}, with {@code yarn}, with {@code kerberos}. Prints {@code READY} and the root
 * of HDFS when clients are served.
 */
public final class HadoopDaemons {
  private static final String ANY_PORT = "127.0.0.1:0";

  private final Path data;
  private final Path clients;
  private final Optional<Kerberos> kerberos;

  private HadoopDaemons(Path data, Path clients, Optional<Kerberos> kerberos) {
    this.data = data;
    this.clients = clients;
    this.kerberos = kerberos;
  }

  /** Starts the daemons, whose threads keep the JVM alive. */
  public static void main(String[] arguments) {
    List<String> services = List.of(arguments).subList(2, arguments.length);
    Path data = Path.of(arguments[0]);
    Path clients = Path.of(arguments[1]);
    try {
      Optional<Kerberos> kerberos =
          services.contains("kerberos")
              ? Optional.of(Kerberos.start(data, clients))
              : Optional.empty();
      HadoopDaemons daemons = new HadoopDaemons(data, clients, kerberos);
      Configuration hdfs = daemons.startHdfs();
      if (services.contains("yarn")) {
        daemons.startYarn(hdfs);
      }
      System.out.println("READY " + hdfs.get("fs.defaultFS"));
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      System.exit(1); // what has started would go on
    }
  }

  private Configuration startHdfs() throws IOException {
    Configuration configuration = new HdfsConfiguration();
    kerberos.ifPresent(secured -> secured.forDaemons().forEach(configuration::set));
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, data.resolve("hdfs").toString());
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    String uri = cluster.getURI().toString();
    Map<String, String> core = new TreeMap<>(Map.of("fs.defaultFS", uri));
    kerberos.ifPresent(secured -> core.putAll(secured.forClients()));
    write("core-site.xml", core);
    write("hdfs-site.xml", Map.of("dfs.replication", "1"));
    Configuration clients = new Configuration();
    clients.set("fs.defaultFS", uri);
    return clients;
  }

  private void startYarn(Configuration hdfs) throws IOException {
    Configuration configuration = new YarnConfiguration(hdfs);
    kerberos.ifPresent(secured -> secured.forDaemons().forEach(configuration::set));
    configuration.set(YarnConfiguration.RM_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.RM_SCHEDULER_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.RM_ADMIN_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.RM_WEBAPP_ADDRESS, ANY_PORT);
    configuration.set("yarn.scheduler.capacity.root.queues", "default");
    configuration.set("yarn.scheduler.capacity.root.default.capacity", "100");
    configuration.set("yarn.scheduler.capacity.root.default.acl_submit_applications", "*");
    configuration.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    ResourceManager resources = new ResourceManager();
    resources.init(configuration);
    resources.start();

    configuration.set(YarnConfiguration.NM_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.NM_LOCALIZER_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.NM_WEBAPP_ADDRESS, ANY_PORT);
    configuration.set(YarnConfiguration.NM_LOCAL_DIRS, data.resolve("yarn").toString());
    configuration.set(YarnConfiguration.NM_LOG_DIRS, data.resolve("containers").toString());
    configuration.setInt(YarnConfiguration.NM_PMEM_MB, 6144);
    configuration.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    configuration.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    // A machine that runs tests may be as good as full.
    configuration.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    NodeManager node = new NodeManager();
    node.init(configuration);
    node.start(); // and registers before it returns

    Map<String, String> addresses =
        Map.of(
            YarnConfiguration.RM_ADDRESS,
            configuration.get(YarnConfiguration.RM_ADDRESS),
            YarnConfiguration.RM_SCHEDULER_ADDRESS,
            configuration.get(YarnConfiguration.RM_SCHEDULER_ADDRESS),
            // An application whose cluster is gone is to end, and not to hope for a quarter of an
            // hour.
            YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS,
            "10000",
            YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS,
            "1000");
    write("yarn-site.xml", addresses);
  }

  private void write(String file, Map<String, String> settings) throws IOException {
    Configuration written = new Configuration(false);
    settings.forEach(written::set);
    try (OutputStream out = Files.newOutputStream(clients.resolve(file))) {
      written.writeXml(out);
    }
  }
}
