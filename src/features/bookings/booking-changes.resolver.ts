import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { Booking } from './booking.entity';
import type { BookingService } from './booking.service';
import { CreateBookingInput, RescheduleBookingInput } from './booking-changes.inputs';

const needs = 'Requires the permissions BOOKINGS_VIEW and BOOKINGS_EDIT.';
const bulk =
  'Atomic. Accepts 1 to 500 and returns them in the same order. ' +
  `${needs} Errors name the index, like \`input.7.endsAt\` or \`ids.7\`.`;
const idArg = { description: 'Id of the booking. NOT_FOUND if unknown.' };
const idsArg = { description: 'Ids of the bookings, without duplicates. NOT_FOUND if one is unknown.' };
const newBooking = { description: 'The new booking.' };
const newBookings = { description: 'The new bookings.' };
const move = { description: 'The booking, with its new time and location.' };
const moves = { description: 'The bookings, with their new times and locations.' };

@Resolver()
export class BookingChangesResolver {
  constructor(private readonly bookings: BookingService) {}

  @Authorized()
  @Mutation(() => Booking, {
    description: `Creates a booking. ${needs} CONFLICT if the reference is already in use.`,
    complexity: batchComplexity,
  })
  async createBooking(
    @Arg('input', () => CreateBookingInput, newBooking) input: CreateBookingInput,
    @Ctx() operation: Operation,
  ): Promise<Booking> {
    return (await this.bookings.create(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Creates bookings. ${bulk} CONFLICT if a reference is already in use.`,
    complexity: batchComplexity,
  })
  createBookings(
    @Arg('input', () => [CreateBookingInput], newBookings) input: CreateBookingInput[],
    @Ctx() operation: Operation,
  ): Promise<Booking[]> {
    return this.bookings.create(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Booking, {
    description: `Confirms a booking, so that figures count it. ${needs} CONFLICT unless the booking is PENDING.`,
    complexity: batchComplexity,
  })
  async confirmBooking(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Booking> {
    return (await this.bookings.confirm(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Confirms bookings. ${bulk} CONFLICT unless every booking is PENDING.`,
    complexity: batchComplexity,
  })
  confirmBookings(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Booking[]> {
    return this.bookings.confirm(operation, many('ids', ids));
  }

  @Authorized()
  @Mutation(() => Booking, {
    description: `Moves a booking to another time or location. ${needs} CONFLICT if the booking is CANCELLED.`,
    complexity: batchComplexity,
  })
  async rescheduleBooking(
    @Arg('input', () => RescheduleBookingInput, move) input: RescheduleBookingInput,
    @Ctx() operation: Operation,
  ): Promise<Booking> {
    return (await this.bookings.reschedule(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Moves bookings to other times or locations. ${bulk} CONFLICT if a booking is CANCELLED.`,
    complexity: batchComplexity,
  })
  rescheduleBookings(
    @Arg('input', () => [RescheduleBookingInput], moves) input: RescheduleBookingInput[],
    @Ctx() operation: Operation,
  ): Promise<Booking[]> {
    return this.bookings.reschedule(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => Booking, {
    description: `Cancels a booking, so that figures no longer count it. ${needs} CONFLICT if the booking is already CANCELLED.`,
    complexity: batchComplexity,
  })
  async cancelBooking(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Booking> {
    return (await this.bookings.cancel(operation, one('id', id)))[0]!;
  }

  @Authorized()
  @Mutation(() => [Booking], {
    description: `Cancels bookings. ${bulk} CONFLICT if a booking is already CANCELLED.`,
    complexity: batchComplexity,
  })
  cancelBookings(@Arg('ids', () => [ID], idsArg) ids: string[], @Ctx() operation: Operation): Promise<Booking[]> {
    return this.bookings.cancel(operation, many('ids', ids));
  }
}
