// What the service is made of; for its operations' files.
#pragma once

#include "cloud/lambda/environments/machine.h"
#include "cloud/lambda/environments/pool.h"
#include "cloud/lambda/event_queue.h"
#include "cloud/lambda/functions/catalog.h"
#include "cloud/lambda/functions/package_endpoint.h"
#include "cloud/lambda/functions/package_store.h"
#include "cloud/lambda/service.h"
#include "cloud/lambda/service_folder.h"

namespace bellwether::cloud::lambda {

struct Service::Parts {
  Parts(store::Store& store, Clock& its_clock, Random& its_random, logs::LogSink& logs,
        const ServiceOptions& options)
      : clock(its_clock),
        random(its_random),
        folder(options.folder),
        packages(folder.path() / "packages", options.sync, random,
                 [&store] { return packages_in_use(store); }),
        endpoint(packages),
        machine({.folder = folder.path(),
                 .python_packages = options.python_packages,
                 .endpoint_url = {},
                 .access_key_id = options.access_key_id,
                 .secret_access_key = options.secret_access_key},
                logs, clock, random),
        pool(machine, {.keep_alive = options.keep_alive}),
        catalog(store, packages, [this](const auto& spec) { pool.retire(spec); }),
        events(store, clock, [this](const Event& event) { return run_event(event); }) {}

  Task<EventQueue::Result> run_event(Event event);

  Clock& clock;
  Random& random;
  ServiceFolder folder;
  PackageStore packages;
  PackageEndpoint endpoint;
  Machine machine;
  Pool pool;
  Catalog catalog;
  EventQueue events;
};

}  // namespace bellwether::cloud::lambda
