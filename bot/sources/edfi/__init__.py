"""The Ed-Fi ODS/API: attendance events of students by school and section, followed by change versions."""
