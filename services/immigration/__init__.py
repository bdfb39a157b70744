"""People and their immigration statuses, with the numbers of their papers sealed; publishes person.* and status.*."""
